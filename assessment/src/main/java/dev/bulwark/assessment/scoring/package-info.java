/**
 * What a model answers to the rows of a table, by the graph that is served. Every assessment starts
 * from these answers, so that none of them measures another computation than the served one.
 */
@NullMarked
package dev.bulwark.assessment.scoring;

import org.jspecify.annotations.NullMarked;
