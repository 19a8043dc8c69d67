package dev.bulwark.gateway.protocol;

/** The tensor datatypes that models of the kernel's convention have. */
public enum Datatype {
    /** 32-bit floating point. */
    FP32,
    /** Strings; in JSON, a string each. */
    BYTES
}
