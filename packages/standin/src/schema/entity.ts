/** The kinds of a plain column, by the RType that carries it. */
export type ScalarType = "int" | "long" | "double" | "boolean" | "string" | "time" | "bytes" | "strings";

/** What values a number may have; OMERO refuses others when a field is set. */
export type Range = "positive" | "not negative" | "fraction";

export interface ScalarField {
  readonly kind: "scalar";
  readonly name: string;
  readonly column: string;
  readonly type: ScalarType;
  readonly required: boolean;
  readonly unique: boolean;
  readonly range?: Range;
  /** What it is where nothing was said. */
  readonly absent?: number;
}

/** A value with a unit: one number, one name of the unit. In a row: `{ value, unit }` or null. */
export interface UnitField {
  readonly kind: "unit";
  readonly name: string;
  readonly column: string;
  readonly unitColumn: string;
  /** "Length", "Time" …: the class that carries it. */
  readonly unit: string;
  readonly required: false;
  readonly range?: Range;
}

/** A many-to-one reference. In a row: the id of the other, or null. */
export interface ReferenceField {
  readonly kind: "reference";
  readonly name: string;
  readonly column: string;
  readonly target: string;
  readonly required: boolean;
}

/** An ordered list of pairs of texts, kept in a table of its own. In a row: `[name, value][]` or null. */
export interface PairsField {
  readonly kind: "pairs";
  readonly name: string;
  readonly table: string;
  readonly required: false;
}

/** The many side: the objects of `target` whose reference `mappedBy` points here. Not part of rows. */
export interface CollectionField {
  readonly kind: "collection";
  readonly name: string;
  readonly target: string;
  readonly mappedBy: string;
  /** The column of `target` that holds a member's place, where the collection is a list. */
  readonly indexColumn?: string;
  /** Whether the model has a map of counts by owner beside it. */
  readonly counted: boolean;
}

/** What a row of an entity is made of. */
export type ColumnField = ScalarField | UnitField | ReferenceField | PairsField;
export type Field = ColumnField | CollectionField;

/** A place in a list of its owner, see {@link CollectionField.indexColumn}. In a row: a number. */
export interface IndexColumn {
  readonly column: string;
  /** The reference to the list's owner. */
  readonly reference: string;
}

/** A class of the model that the database keeps. */
export interface Entity {
  /** "Image" */
  readonly name: string;
  /** "::omero::model::Image" */
  readonly typeId: string;
  /** "ome.model.core.Image" */
  readonly javaName: string;
  readonly abstract: boolean;
  /** Itself and what it derives from, the root of its hierarchy last. */
  readonly lineage: readonly string[];
  /** All classes of which there are objects: itself, unless it is abstract, and those below. */
  readonly concrete: readonly string[];
  /** The table, one for each hierarchy. */
  readonly table: string;
  /** What tells the classes of one table apart; undefined where the table holds one class only. */
  readonly discriminator?: string;
  /** Whether OMERO keeps the hierarchy in one table: then a discriminator is a text that queries may see. */
  readonly singleTable: boolean;
  /** Without owner, group and events: users, groups, sessions, enumerations … */
  readonly global: boolean;
  /** Never changed after it was made: no version, no update event. */
  readonly immutable: boolean;
  readonly enumeration: boolean;
  readonly link: boolean;
  readonly annotationLink: boolean;
  /** Fields by name in the model's order, inherited ones first. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Places in lists of other objects. */
  readonly indexColumns: readonly IndexColumn[];
  /** Groups of columns whose values may occur once together. */
  readonly unique: readonly (readonly string[])[];
}
