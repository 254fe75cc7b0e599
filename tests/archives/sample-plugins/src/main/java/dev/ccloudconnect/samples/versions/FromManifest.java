package dev.ccloudconnect.samples.versions;

import dev.ccloudconnect.samples.Sample;

/** In the manifest of its JAR. */
public class FromManifest extends Sample {
    @Override
    public String version() {
        return getClass().getPackage().getImplementationVersion();
    }
}
