/**
 * Objects that stay for good, one of every class that a reading is made of.
 *
 * V8 forgets a shape when a full collection finds no object of it, and throws away the code that was compiled for it.
 * Between two texts there is none: without these, each collection costs the library nearly all of its compiled code (28
 * functions in Node 20.20), and the next texts take twice to three times as long.
 */
const kept: object[] = [];

/** Keeps an object, and with it the shapes of all that it holds, for as long as the process lives. */
export function keepShapes(example: object): void {
  kept.push(example);
}
