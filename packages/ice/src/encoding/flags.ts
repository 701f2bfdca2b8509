/** The byte before each slice of an instance or exception in encoding 1.1. (Ice manual, "Data Encoding for Classes") */
export const TYPE_ID_KIND = 0x03;
export const TYPE_ID_STRING = 0x01;
export const TYPE_ID_INDEX = 0x02;
export const TYPE_ID_COMPACT = 0x03;
export const HAS_OPTIONAL_MEMBERS = 0x04;
export const HAS_INDIRECTION_TABLE = 0x08;
export const HAS_SLICE_SIZE = 0x10;
export const IS_LAST_SLICE = 0x20;

/** Instances nested deeper than this are refused in both directions: each level takes room on the stack. */
export const DEEPEST = 1_000;
