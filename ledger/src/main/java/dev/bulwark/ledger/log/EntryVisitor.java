package dev.bulwark.ledger.log;

/** Is shown the entries of a log. */
@FunctionalInterface
public interface EntryVisitor {
    /**
     * @param index of the entry, from 0 up without gaps
     * @param entry its bytes, which belong to the visitor
     */
    void visit(long index, byte[] entry);
}
