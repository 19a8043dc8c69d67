package dev.bulwark.ledger.store.s3;

/** An S3 server for scripts: says where it is, and runs until its standard input ends. */
final class RunningS3 {
    private RunningS3() {}

    public static void main(String[] args) throws Exception {
        S3Server server = new S3Server();
        server.start();
        System.out.printf(
                "%s %s %s %s%n", server.endpoint(), S3Server.BUCKET, S3Server.KEY, S3Server.SECRET);
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        server.stop();
    }
}
