package dev.bulwark.ledger.index;

class PostgresIndexTest extends EvidenceIndexContract {
    @Override
    IndexPlace newPlace() {
        return PostgresServer.database();
    }
}
