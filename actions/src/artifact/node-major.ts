/** The Node.js major version that artifacts are made for, and the lowest that they run on. */
export const NODE_MAJOR = 24;
