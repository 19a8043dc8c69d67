package dev.bulwark.cli;

import picocli.CommandLine.Command;

@Command(name = "serve")
final class ServeCommand {}
