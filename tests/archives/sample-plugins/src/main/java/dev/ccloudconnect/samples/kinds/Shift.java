package dev.ccloudconnect.samples.kinds;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;

/** Itself abstract; the nested classes are the plugins. */
public abstract class Shift<R extends ConnectRecord<R>> implements Transformation<R> {
    @Override
    public R apply(R record) {
        return record;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}

    /** Of a record's key. */
    public static class Key<R extends ConnectRecord<R>> extends Shift<R> {}

    /** Of a record's value. */
    public static class Value<R extends ConnectRecord<R>> extends Shift<R> {}

    /** Not public, so Connect cannot make it. */
    static class Hidden<R extends ConnectRecord<R>> extends Shift<R> {}
}
