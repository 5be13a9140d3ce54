import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { folded } from "../../../src/domain/kernel/fold.ts";
import { day, lineOfText, paragraph } from "../../../src/domain/kernel/text.ts";
import { emailAddress, normaliseEmail } from "../../../src/domain/member/email.ts";
import { normaliseQueueName } from "../../../src/domain/queue/name.ts";
import { refusalOf } from "../support/specification.ts";
import { seeded } from "../../support/seed.ts";

const invalid = (field: string) => expect.objectContaining({ code: "invalid-value", details: { field } }) as unknown;
const flag = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";
const family = "\u{1F469}\u200D\u{1F469}\u200D\u{1F467}";

describe("a name", () => {
  const name = (text: string) => lineOfText("name", text);

  it.each([
    "Ada Lovelace",
    "محمد بن سلمان",
    "王小明",
    "Владимир",
    "אָדָה",
    "नरेन्द्र",
    "Ægir Þórðarson",
    "Zoë",
    "Robert'; -- DROP",
    "' ; --",
    "O’Neill-Smith, Jr.",
    "🦊",
    family,
    flag,
    "x",
    "‏אבא‏",
  ])("can be %s", (text) => {
    expect(name(text)).toBe(text);
  });

  it("is trimmed", () => expect(name(" \t Ada \u00a0\n")).toBe("Ada"));

  it("is 200 characters at the most, however many bytes they take", () => {
    expect(name("🦊".repeat(200))).toBe("🦊".repeat(200));
    expect(refusalOf(() => name("a".repeat(201)))).toEqual(invalid("name"));
  });

  it("of 10,000 characters is refused in a short sentence", () => {
    const refusal = refusalOf(() => name("a".repeat(10_000)));
    expect(refusal).toEqual(invalid("name"));
    expect(refusal?.message).toBe("The name has 10000 characters, and 200 is the most: shorten it.");
  });

  it.each(["", " ", "\t\n", "\u00a0\u3000", "\u200b\u200d", "\u2060", "\u3164", "\u00ad"])(
    "is not blank: %j",
    (text) => {
      expect(refusalOf(() => name(text))?.message).toContain("is blank");
    },
  );

  it.each(["A\u0000da", "A\nda", "A\rda", "A\tda", "A\u001bda", "A\u007fda", "A\u0085da", "A\u2028da", "A\ud800da"])(
    "has no control character in it: %j",
    (text) => {
      const refusal = refusalOf(() => name(text));
      expect(refusal).toEqual(invalid("name"));
      expect(refusal?.message).not.toMatch(/\p{Cc}/u);
    },
  );

  it("is either refused or kept, and then once more the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 220 }), (text) => {
        const refusal = refusalOf(() => name(text));
        if (refusal) expect(refusal).toEqual(invalid("name"));
        else expect(name(name(text))).toBe(text.trim());
      }),
      seeded(),
    );
  });
});

describe("an email address", () => {
  it.each(["ada@example.com", "o'brien@example.com", "ada+roster@localhost", "用户@例え.jp", "a@b"])(
    "can be %s",
    (text) => {
      expect(emailAddress(text)).toBe(text);
    },
  );

  it("is trimmed and otherwise kept as given", () => expect(emailAddress(" Ada@Example.COM ")).toBe("Ada@Example.COM"));

  it.each([
    "",
    " ",
    "ada",
    "@example.com",
    "ada@",
    "ada@@example.com",
    "a@b@c",
    "a@b＠c",
    "ada@exa mple.com",
    "ada\u00a0l@example.com",
    "ada\u200b@example.com",
    "ada\u0000@example.com",
    "ada@example.com\nx",
    "' ; --",
    `${"a".repeat(310)}@example.com`,
  ])("cannot be %j", (text) => {
    expect(refusalOf(() => emailAddress(text))).toEqual(invalid("email"));
  });

  it.each([
    ["Ada@Example.com", "ada@example.COM"],
    ["ａda@example.com", "ada@example.com"],
    ["ada@straße.de", "ADA@STRASSE.DE"],
    ["ΣΊΣΥΦΟΣ@example.gr", "σίσυφος@example.gr"],
    ["e\u0301va@example.com", "\u00e9va@example.com"],
    ["ﬁona@example.com", "fiona@example.com"],
  ])("is the same as another: %s, %s", (a, b) => {
    expect(normaliseEmail(a)).toBe(normaliseEmail(b));
  });

  it("is another where a letter is", () => expect(normaliseEmail("ada@x.de")).not.toBe(normaliseEmail("adà@x.de")));
});

describe("what makes two names the same", () => {
  it.each([
    ["Cloud - Security", "cloud - security"],
    ["Cloud  -\u00a0Security", "Cloud - Security"],
    [" Billing", "Billing "],
  ])("is not in case or spaces: %j, %j", (a, b) => {
    expect(normaliseQueueName(a)).toBe(normaliseQueueName(b));
  });

  it("is settled at once, for every character there is", () => {
    const unsettled: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const text = `a${character}b${character}`;
      if (folded(folded(text)) !== folded(text)) unsettled.push(code.toString(16));
    }
    expect(unsettled).toEqual([]);
  });

  it("does not tell upper case from lower case, in any script", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (text) => {
        expect(folded(text.toUpperCase())).toBe(folded(text));
        expect(folded(folded(text))).toBe(folded(text));
      }),
      seeded(),
    );
  });
});

describe("a note", () => {
  const note = (text: string | null) => paragraph("note", text);

  it("can have several lines", () => expect(note(" One.\r\n\tTwo.\n")).toBe("One.\r\n\tTwo."));

  it.each([null, "", " \n "])("is none where there is nothing to read: %j", (text) => expect(note(text)).toBeNull());

  it("is 2,000 characters at the most", () => {
    expect(note("é".repeat(2000))).toHaveLength(2000);
    expect(refusalOf(() => note("é".repeat(2001)))).toEqual(invalid("note"));
  });

  it.each(["a\u0000b", "a\u0007b", "a\u001bb", "a\ud800b"])("has no other control character in it: %j", (text) => {
    expect(refusalOf(() => note(text))).toEqual(invalid("note"));
  });
});

describe("a day", () => {
  it("is taken as written", () => expect(day("on", "2025-06-30")).toBe("2025-06-30"));
  it("is refused where it does not exist", () =>
    expect(refusalOf(() => day("lastDay", "2025-02-30"))).toEqual(invalid("lastDay")));
});
