package dev.bulwark.supplychain.bom;

/**
 * What a Maven artifact is called.
 *
 * @param group may be empty if only a file name was left
 * @param artifact not empty
 * @param version may be empty
 * @param classifier may be empty
 */
public record MavenCoordinates(String group, String artifact, String version, String classifier)
        implements Comparable<MavenCoordinates> {
    public MavenCoordinates {
        if (artifact.isEmpty()) {
            throw new IllegalArgumentException("an artifact needs a name");
        }
    }

    /** Whether it says which artifact this is, in which version. */
    public boolean isIdentified() {
        return !group.isEmpty() && !version.isEmpty();
    }

    /** {@code group:artifact}, what dependencies name. */
    String module() {
        return group + ":" + artifact;
    }

    /** The package URL; {@code pkg:maven} where the coordinates are known, else generic. */
    public String purl() {
        StringBuilder purl = new StringBuilder("pkg:");
        if (isIdentified()) {
            purl.append("maven/").append(PackageUrl.encode(group)).append('/');
        } else {
            purl.append("generic/");
        }
        purl.append(PackageUrl.encode(artifact));
        if (!version.isEmpty()) {
            purl.append('@').append(PackageUrl.encode(version));
        }
        if (!classifier.isEmpty()) {
            purl.append("?classifier=").append(PackageUrl.encode(classifier));
        }
        return purl.toString();
    }

    @Override
    public int compareTo(MavenCoordinates other) {
        return purl().compareTo(other.purl());
    }
}
