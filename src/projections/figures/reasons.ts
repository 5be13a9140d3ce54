import { type ReasonCode, reasonCodes } from "../../domain/member/messages.ts";
import type { Ending } from "./facts.ts";

/** Who wanted a separation: the one who left, the organisation, or neither. */
export type SeparationKind = "voluntary" | "involuntary" | "other";

/**
 * What each reason code means for figures; the same table is in docs/figures.md.
 * Kinds follow the separations of the Job Openings and Labor Turnover Survey: quits, layoffs and discharges (the end of a
 * contract among them), other separations (retirements, transfers to other locations, deaths).
 * Source: U.S. Bureau of Labor Statistics, Handbook of Methods, "Job Openings and Labor Turnover Survey: Concepts".
 * @property attrition whether it counts as attrition, which is Muster's own definition: nobody decided to shrink by it
 */
export const separations: Readonly<Record<ReasonCode, { readonly kind: SeparationKind; readonly attrition: boolean }>> =
  {
    resignation: { kind: "voluntary", attrition: true },
    dismissal: { kind: "involuntary", attrition: false },
    retirement: { kind: "other", attrition: true },
    death: { kind: "other", attrition: true },
    "end-of-contract": { kind: "involuntary", attrition: false },
    "transfer-out": { kind: "other", attrition: false },
    other: { kind: "other", attrition: false },
  };

export const isReasonCode = (ending: Ending | null): ending is ReasonCode =>
  reasonCodes.some((code) => code === ending);

export const isAttrition = (ending: Ending | null): boolean => isReasonCode(ending) && separations[ending].attrition;
