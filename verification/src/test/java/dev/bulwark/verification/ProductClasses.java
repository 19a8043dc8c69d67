package dev.bulwark.verification;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;

/** The compiled classes of every product module, read once. */
final class ProductClasses {
    private static final JavaClasses ALL = read();

    private ProductClasses() {}

    static JavaClasses all() {
        return ALL;
    }

    private static JavaClasses read() {
        List<Path> folders = Repository.productModules().stream().map(Repository::classes).toList();
        return new ClassFileImporter().importPaths(folders);
    }
}
