package dev.bulwark.ledger.policy;

import java.util.List;
import java.util.Set;

/** Which witnesses must have cosigned: nobody, one by name, or enough members of a group. */
public sealed interface Quorum {
    /** Whether it holds when the witnesses of these names have cosigned. */
    boolean isReached(Set<String> cosigned);

    /** In words, for messages. */
    String describe();

    /** No cosignature is asked for. Proves nothing against the log's operator. */
    record None() implements Quorum {
        @Override
        public boolean isReached(Set<String> cosigned) {
            return true;
        }

        @Override
        public String describe() {
            return "none";
        }
    }

    /** One witness. */
    record Single(String name) implements Quorum {
        @Override
        public boolean isReached(Set<String> cosigned) {
            return cosigned.contains(name);
        }

        @Override
        public String describe() {
            return name;
        }
    }

    /**
     * At least {@code threshold} of the members, each of which is reached or not by itself.
     *
     * @param threshold from 1 to the number of members
     */
    record Group(String name, int threshold, List<Quorum> members) implements Quorum {
        public Group {
            members = List.copyOf(members);
            if (threshold < 1 || threshold > members.size()) {
                throw new IllegalArgumentException(
                        "threshold must be in [1, %d], but was %d"
                                .formatted(members.size(), threshold));
            }
        }

        @Override
        public boolean isReached(Set<String> cosigned) {
            return members.stream().filter(member -> member.isReached(cosigned)).count()
                    >= threshold;
        }

        @Override
        public String describe() {
            return "%s (%d of %s)"
                    .formatted(
                            name,
                            threshold,
                            String.join(", ", members.stream().map(Quorum::describe).toList()));
        }
    }
}
