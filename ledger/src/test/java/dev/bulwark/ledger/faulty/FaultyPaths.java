package dev.bulwark.ledger.faulty;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Paths that lead to {@link FaultyProvider}: proxies around those of the default file system. */
public final class FaultyPaths {
    private FaultyPaths() {}

    /** {@code path}, with every operation on it counted and failed by {@code disk}. */
    public static Path on(Disk disk, Path path) {
        return wrap(new FaultySystem(disk), path);
    }

    static Path wrap(FaultySystem system, Path real) {
        return (Path)
                Proxy.newProxyInstance(
                        FaultyPaths.class.getClassLoader(),
                        new Class<?>[] {Path.class, Wrapped.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("getFileSystem")) {
                                return system;
                            }
                            if (method.getName().equals("real")) {
                                return real;
                            }
                            Object[] unwrapped = unwrap(arguments);
                            try {
                                Object result = method.invoke(real, unwrapped);
                                return result instanceof Path path ? wrap(system, path) : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static Object @Nullable [] unwrap(Object @Nullable [] arguments) {
        if (arguments == null) {
            return null;
        }
        Object[] unwrapped = arguments.clone();
        for (int i = 0; i < unwrapped.length; i++) {
            if (unwrapped[i] instanceof Wrapped wrapped) {
                unwrapped[i] = wrapped.real();
            }
        }
        return unwrapped;
    }

    static Path real(Path path) {
        return path instanceof Wrapped wrapped ? wrapped.real() : path;
    }

    /** Marks our paths. */
    interface Wrapped {
        Path real();
    }
}
