package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * An integer as far as it is known: a number times lengths that are only named, such as {@code
 * 16*batch}.
 *
 * @param factor the number
 * @param symbols names of lengths, sorted, each as often as it is multiplied in; none for a number
 */
record Term(long factor, List<String> symbols) {
    /** Longer products tell nothing that a shape could use. */
    private static final int MOST_SYMBOLS = 8;

    /** Longer names come from sums of sums, which nothing compares with any more. */
    private static final int LONGEST_NAME = 64;

    private static final Pattern PRODUCT = Pattern.compile("\\w+(\\*\\w+)*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    Term {
        symbols = List.copyOf(symbols);
    }

    static Term of(long number) {
        return new Term(number, List.of());
    }

    /** The length of an axis, unless nothing is known of it. */
    static Optional<Term> of(Dimension dimension) {
        return switch (dimension) {
            case Dimension.Fixed(long size) -> Optional.of(of(size));
            case Dimension.Symbolic(String name) -> Optional.of(named(name));
            case Dimension.Unknown() -> Optional.empty();
        };
    }

    private static Term named(String name) {
        if (name.indexOf('*') < 0 || !PRODUCT.matcher(name).matches()) {
            return new Term(1, List.of(name));
        }
        long factor = 1;
        List<String> symbols = new ArrayList<>();
        for (String part : name.split("\\*", -1)) {
            if (!NUMBER.matcher(part).matches()) {
                symbols.add(part);
            } else if (Math.multiplyHigh(factor, Long.parseLong(part)) == 0) {
                factor *= Long.parseLong(part);
            } else {
                return new Term(1, List.of(name));
            }
        }
        if (factor < 0 || symbols.size() > MOST_SYMBOLS) {
            return new Term(1, List.of(name));
        }
        Collections.sort(symbols);
        return new Term(factor, symbols);
    }

    boolean isNumber() {
        return symbols.isEmpty();
    }

    /** Whether it is a product of lengths, which is not negative; a sum may be. */
    boolean isLength() {
        return factor >= 0 && symbols.stream().noneMatch(name -> name.startsWith("("));
    }

    /** Whether it is known to be {@code number}. */
    boolean is(long number) {
        return isNumber() && factor == number;
    }

    /** As the length of an axis. */
    Dimension dimension() {
        if (isNumber()) {
            return factor < 0 ? new Dimension.Unknown() : Dimension.of(factor);
        }
        if (factor == 0) {
            return Dimension.of(0);
        }
        String name = (factor == 1 ? "" : factor + "*") + String.join("*", symbols);
        return factor < 0 || name.length() > LONGEST_NAME
                ? new Dimension.Unknown()
                : Dimension.of(name);
    }

    Optional<Term> times(Term other) {
        if (symbols.size() + other.symbols.size() > MOST_SYMBOLS) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(symbols);
        all.addAll(other.symbols);
        Collections.sort(all);
        return exact(() -> new Term(Math.multiplyExact(factor, other.factor), all));
    }

    Optional<Term> plus(Term other) {
        if (factor == 0) {
            return Optional.of(other);
        }
        if (other.factor == 0) {
            return Optional.of(this);
        }
        if (symbols.equals(other.symbols)) {
            return exact(() -> new Term(Math.addExact(factor, other.factor), symbols));
        }
        // A sum becomes a name of its own: the same sum has the same name.
        String sum = text() + "+" + other.text();
        return sum.length() > LONGEST_NAME
                ? Optional.empty()
                : Optional.of(new Term(1, List.of("(" + sum + ")")));
    }

    private String text() {
        return (factor == 1 && !isNumber() ? "" : factor + (isNumber() ? "" : "*"))
                + String.join("*", symbols);
    }

    Optional<Term> negated() {
        return exact(() -> new Term(Math.negateExact(factor), symbols));
    }

    /**
     * The quotient of integers, rounded towards zero as ONNX does, where it is exact or a number.
     */
    Optional<Term> dividedBy(Term other) {
        if (other.factor == 0) {
            return Optional.empty();
        }
        if (isNumber() && other.isNumber()) {
            return exact(() -> of(Math.divideExact(factor, other.factor)));
        }
        List<String> rest = new ArrayList<>(symbols);
        for (String symbol : other.symbols) {
            if (!rest.remove(symbol)) {
                return Optional.empty();
            }
        }
        // A length that is cancelled may be zero, but then the engine refuses to divide.
        return factor % other.factor == 0
                ? Optional.of(new Term(factor / other.factor, rest))
                : Optional.empty();
    }

    private static Optional<Term> exact(Supplier<Term> sum) {
        try {
            return Optional.of(sum.get());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** The product of lengths, if all are known at least by name. */
    static Optional<Term> product(List<Dimension> dimensions) {
        Optional<Term> product = Optional.of(of(1));
        for (Dimension dimension : dimensions) {
            Optional<Term> next = of(dimension);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            product = product.flatMap(term -> term.times(next.get()));
        }
        return product;
    }

    static Dimension length(Optional<Term> term) {
        return term.map(Term::dimension).orElseGet(Dimension.Unknown::new);
    }
}
