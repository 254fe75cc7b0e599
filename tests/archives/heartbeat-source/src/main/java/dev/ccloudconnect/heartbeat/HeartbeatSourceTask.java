package dev.ccloudconnect.heartbeat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Numbers, signs and emits the heartbeats, going on from the last committed number. */
public class HeartbeatSourceTask extends SourceTask {
    private static final String SEQUENCE = "sequence";

    /** Wakes a waiting {@link #poll} when the worker, on another thread, calls {@link #stop}. */
    private final CountDownLatch stopped = new CountDownLatch(1);

    private HeartbeatConfig config;
    private Signer signer;
    private Map<String, String> partition;
    private long next;

    @Override
    public String version() {
        return Version.CURRENT;
    }

    @Override
    public void start(Map<String, String> settings) {
        config = new HeartbeatConfig(settings);
        signer = new Signer(config.signingKey());
        partition = Map.of(HeartbeatConfig.TOPIC, config.topic());
        next = firstAfter(context.offsetStorageReader().offset(partition));
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        if (stopped.await(config.intervalMillis(), TimeUnit.MILLISECONDS)) {
            return null;
        }
        return List.of(heartbeat(next++));
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    private SourceRecord heartbeat(long sequence) {
        String payload = config.payload();
        ConnectHeaders headers = new ConnectHeaders();
        // The number is signed too, else every signature would be the same and could be replayed.
        headers.addString("signature", signer.sign(sequence + ":" + payload));
        return new SourceRecord(
                partition, Map.of(SEQUENCE, sequence),
                config.topic(), null,
                Schema.INT64_SCHEMA, sequence,
                Schema.STRING_SCHEMA, payload,
                System.currentTimeMillis(), headers);
    }

    /** Offsets come back from JSON, so a small number may be any {@link Number}. */
    private static long firstAfter(Map<String, Object> offset) {
        return offset == null ? 0 : ((Number) offset.get(SEQUENCE)).longValue() + 1;
    }
}
