package dev.bulwark.kernel;

/** How bad a {@link Finding} is, mildest first. */
public enum Severity {
    INFO,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
