package dev.ccloudconnect.samples.versions;

import dev.ccloudconnect.samples.Sample;

/** Nothing in the class tells, but the manifest of its JAR does. */
public class FromEnvironment extends Sample {
    @Override
    public String version() {
        return System.getenv("VERSION");
    }
}
