package dev.ccloudconnect.samples.versions;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.common.utils.AppInfoParser;

/** That of the worker. */
public class FromWorker extends Sample {
    @Override
    public String version() {
        return AppInfoParser.getVersion();
    }
}
