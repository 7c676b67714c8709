package org.gatehouse.embedded;

import java.io.IOException;
import java.nio.file.Path;
import org.gatehouse.cluster.DiskPlaces;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.node.EmbeddedNodes;

/** Finds disks in the model, and their files in the nodes' directories. For any number of threads. */
final class EmbeddedDiskPlaces implements DiskPlaces {
    private final Model model;
    private final EmbeddedNodes nodes;

    EmbeddedDiskPlaces(Model model, EmbeddedNodes nodes) {
        this.model = model;
        this.nodes = nodes;
    }

    @Override
    public Place find(String name, int index) throws IOException {
        Instance instance =
                model.instances().named(name).orElseThrow(() -> new IOException("there is no instance '" + name + "'"));
        if (index < 0 || index >= instance.disks().size()) {
            throw new IOException("the instance " + name + " has no disk/" + index);
        }
        Disk disk = instance.disks().get(index);
        Node node = model.nodes().get(instance.primaryNode());
        String path = (String) disk.logicalId().get(1);
        Path file = nodes.place(node.name(), path, disk.devType().equals("sharedfile"));
        return new Place(file, node.uuid(), instance.uuid());
    }
}
