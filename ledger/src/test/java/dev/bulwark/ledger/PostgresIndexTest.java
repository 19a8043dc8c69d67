package dev.bulwark.ledger;

import dev.bulwark.ledger.index.IndexPlace;

class PostgresIndexTest extends EvidenceIndexContract {
    @Override
    IndexPlace newPlace() {
        return PostgresServer.database();
    }
}
