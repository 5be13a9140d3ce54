/**
 * A request as it was answered, for whoever watches: nothing of who asked, nor of what was said.
 * @property route the pattern of its address, such as `/v1/members/:id`; `unknown` where there is none
 * @property ms how long it took, in milliseconds
 */
export type Handled = {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly correlationId: string;
};

/** Told of each request once its answer is out. */
export type RequestWatch = (handled: Handled) => void;
