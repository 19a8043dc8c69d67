package dev.bulwark.ledger.index;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One connection to an index, migrated, and the transactions on it. Not thread-safe. */
final class IndexDatabase implements AutoCloseable {
    /** Two processes that make a new index at once get in each other's way once. */
    private static final int MOST_ATTEMPTS = 5;

    private final IndexPlace place;
    private final Connection connection;

    private IndexDatabase(IndexPlace place, Connection connection) {
        this.place = place;
        this.connection = connection;
    }

    /** What is done within a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    static IndexDatabase open(IndexPlace place) {
        try {
            Connection connection = DriverManager.getConnection(place.url(), place.properties());
            boolean ready = false;
            try {
                IndexDatabase database = new IndexDatabase(place, connection);
                database.migrate();
                ready = true;
                return database;
            } finally {
                if (!ready) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            throw IndexException.failed(place, "it cannot be opened", e);
        }
    }

    private void migrate() throws SQLException {
        connection.setAutoCommit(false);
        for (int attempt = 1; ; attempt++) {
            try {
                Migrations.apply(connection, place);
                connection.commit();
                return;
            } catch (SQLException e) {
                connection.rollback();
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Carries out {@code work}, wholly or not at all. */
    <T> T transact(String what, Work<T> work) {
        try {
            boolean done = false;
            try {
                T result = work.on(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw IndexException.failed(place, what, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw IndexException.failed(place, "it cannot be closed", e);
        }
    }
}
