package dev.bulwark.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file channel whose reads, writes, forces and truncations are counted and may fail. */
final class FaultyFileChannel extends FileChannel {
    /** Transfers go through memory in pieces of this size, so that each write is counted. */
    private static final int TRANSFER_BYTES = 1 << 16;

    private interface Write {
        int of(ByteBuffer source) throws IOException;
    }

    private final FileChannel real;
    private final Faults faults;
    private final String name;

    FaultyFileChannel(FileChannel real, Faults faults, String name) {
        this.real = real;
        this.faults = faults;
        this.name = name;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        faults.check(FileOperation.READ, name);
        return real.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        faults.check(FileOperation.READ, name);
        return real.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        faults.check(FileOperation.READ, name);
        return real.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return write(source, real::write);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return write(source, piece -> real.write(piece, position));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            written += write(sources[i]);
        }
        return written;
    }

    private int write(ByteBuffer source, Write write) throws IOException {
        if (faults.next(FileOperation.WRITE, name) == Faults.Order.TEAR) {
            ByteBuffer half = source.duplicate();
            half.limit(half.position() + half.remaining() / 2);
            while (half.hasRemaining()) {
                write.of(half);
            }
            throw faults.torn(name);
        }
        return write.of(source);
    }

    @Override
    public void force(boolean metadata) throws IOException {
        faults.check(FileOperation.FORCE, name);
        real.force(metadata);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        faults.check(FileOperation.TRUNCATE, name);
        real.truncate(size);
        return this;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, TRANSFER_BYTES));
        int read = read(piece, position);
        return read <= 0 ? 0 : target.write(piece.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
            throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, TRANSFER_BYTES));
        int read = source.read(piece);
        return read <= 0 ? 0 : write(piece.flip(), position);
    }

    /** Reading only: what is written through a mapping cannot be counted. */
    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        if (!mode.equals(MapMode.READ_ONLY)) {
            throw new UnsupportedOperationException("writes through a mapping cannot be counted");
        }
        faults.check(FileOperation.READ, name);
        return real.map(mode, position, size);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    /** Never fails: a process that dies closes its files too. */
    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
