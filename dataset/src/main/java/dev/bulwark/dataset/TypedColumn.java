package dev.bulwark.dataset;

import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;

/** The type found for a column, and its values as that type. */
record TypedColumn(ColumnType type, ColumnValues values) {}
