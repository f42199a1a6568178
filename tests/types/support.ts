// The two words of every type test: `Equal<A, B>` is `true` only for the very same type, and `check` wants a `true`.

export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export function check<T extends true>(): T | void {}
