/** Goes on with a value at once where it is there, so that what needs no waiting does not wait. */
export function after<T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>) {
  return value instanceof Promise ? value.then(next) : next(value)
}
