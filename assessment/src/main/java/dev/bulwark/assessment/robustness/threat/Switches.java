package dev.bulwark.assessment.robustness.threat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What of a point is exchanged and not moved: categories, and the members of one-hot groups. */
final class Switches {
    /** Coordinates of each one-hot group, and of each category alone. */
    private final List<int[]> groups;

    private Switches(List<int[]> groups) {
        this.groups = groups;
    }

    static Switches of(PerturbationSpace space) {
        List<int[]> groups = new ArrayList<>();
        for (PerturbationSpace.Movable part : space.parts()) {
            if (part.isCategory()) {
                groups.add(new int[] {part.offset()});
            }
        }
        for (RowConstraint constraint : space.constraints()) {
            if (constraint instanceof RowConstraint.OneHot(List<String> members)) {
                groups.add(members.stream().mapToInt(space::offset).toArray());
            }
        }
        return new Switches(groups);
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** What a group of a row is set to: a category's code, or which member is 1; -1: neither. */
    private static int chosen(float[] points, int at, int[] group) {
        if (group.length == 1) {
            return (int) points[at + group[0]];
        }
        int chosen = -1;
        for (int i = 0; i < group.length; i++) {
            float value = points[at + group[i]];
            if (value == 1 && chosen < 0) {
                chosen = i;
            } else if (value != 0) {
                return -1;
            }
        }
        return chosen;
    }

    /** Groups of a row that are not as in the clean point; -1 if one is set to nothing. */
    int changed(float[] points, float[] clean, int at) {
        int changed = 0;
        for (int[] group : groups) {
            if (same(points, clean, at, group)) {
                continue;
            }
            if (chosen(points, at, group) < 0 || chosen(clean, at, group) < 0) {
                return -1;
            }
            changed++;
        }
        return changed;
    }

    private static boolean same(float[] points, float[] clean, int at, int[] group) {
        for (int coordinate : group) {
            if (points[at + coordinate] != clean[at + coordinate]) {
                return false;
            }
        }
        return true;
    }

    /** A change that an attack asks for, of one group. */
    private record Wish(int group, int choice, double gain) {}

    /**
     * Sets every group of a row to one choice: the most wished for change, as many as may.
     *
     * @param relaxed a category's code, or how much each member is wished for, at {@code at}
     * @param most switches
     */
    void settle(float[] relaxed, float[] clean, int at, int most) {
        List<Wish> wishes = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            Wish wish = wish(relaxed, clean, at, group);
            for (int coordinate : groups.get(group)) {
                relaxed[at + coordinate] = clean[at + coordinate];
            }
            if (wish.gain() > 0) {
                wishes.add(wish);
            }
        }
        wishes.sort(Comparator.comparingDouble(Wish::gain).reversed());
        for (Wish wish : wishes.subList(0, Math.min(most, wishes.size()))) {
            int[] group = groups.get(wish.group());
            if (group.length == 1) {
                relaxed[at + group[0]] = wish.choice();
                continue;
            }
            for (int i = 0; i < group.length; i++) {
                relaxed[at + group[i]] = i == wish.choice() ? 1 : 0;
            }
        }
    }

    private Wish wish(float[] relaxed, float[] clean, int at, int number) {
        int[] group = groups.get(number);
        int now = chosen(clean, at, group);
        if (group.length == 1) {
            int code = Math.round(relaxed[at + group[0]]);
            return new Wish(number, code, code == now ? 0 : 1);
        }
        if (now < 0) {
            return new Wish(number, now, 0);
        }
        int best = now;
        for (int i = 0; i < group.length; i++) {
            if (relaxed[at + group[i]] > relaxed[at + group[best]]) {
                best = i;
            }
        }
        double gain = (double) relaxed[at + group[best]] - relaxed[at + group[now]];
        return new Wish(number, best, gain);
    }
}
