/**
 * How well a model predicts rows it has not seen: accuracy, ranking, calibration, each with a 95 %
 * interval. The results are a measurement, not a practice; model cards and gates quote them.
 */
@NullMarked
package dev.bulwark.assessment.performance;

import org.jspecify.annotations.NullMarked;
