package dev.bulwark.server;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Where the platform and the server meet: the platform's router gives every request to the edge,
 * and the platform's end ends the server.
 */
@ApplicationScoped
class GatewayRoutes {
    private static final int[] UNREADABLE = {400, 404};

    private final Vertx vertx;

    @Inject
    GatewayRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void route(@Observes Router router) {
        var edge = ServerMain.prepared().server().edge(vertx);
        router.route().handler(context -> edge.handle(context.request()));
        // Paths that the router cannot read it refuses by itself: let those be problems as well.
        for (int status : UNREADABLE) {
            router.errorHandler(status, context -> edge.handle(context.request()));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        ServerMain.prepared().server().close();
    }
}
