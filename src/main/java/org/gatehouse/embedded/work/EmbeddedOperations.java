package org.gatehouse.embedded.work;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.queue.LockRequest;
import org.gatehouse.embedded.queue.Operations;
import org.gatehouse.embedded.queue.Running;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.opcode.OpcodeDefinition;

/** All opcodes that the Remote API can submit, and some more, as this cluster carries them out. */
public final class EmbeddedOperations implements Operations {
    private final Map<String, Operation> operations = new HashMap<>();
    private final Map<String, OpcodeDefinition> definitions = new HashMap<>();
    private final Reservations reservations = new Reservations();

    /**
     * Works on {@code model}, has {@code nodes} do what nodes do, and {@code remote} what is between clusters. {@code version}
     * decides on parameters' defaults.
     */
    public EmbeddedOperations(
            Model model, NodeWork nodes, Catalogue catalogue, GanetiVersion version, RemoteDisks remote) {
        catalogue.opcodes(version).forEach(definition -> definitions.put(definition.id(), definition));
        Site site = new Site(model, nodes, ParameterTypes.load(), remote);
        addInstances(site);
        addDisks(site);
        addNodes(site);
        addRest(site);
    }

    private void addInstances(Site site) {
        operations.put("OP_INSTANCE_CREATE", new InstanceCreate(site, this::runInside));
        operations.put("OP_INSTANCE_MULTI_ALLOC", new InstanceMultiAlloc(site, definitions.get("OP_INSTANCE_CREATE")));
        operations.put("OP_INSTANCE_REMOVE", new InstanceRemove(site));
        operations.put("OP_INSTANCE_STARTUP", new InstanceStartup(site));
        operations.put("OP_INSTANCE_SHUTDOWN", new InstanceShutdown(site));
        operations.put("OP_INSTANCE_REBOOT", new InstanceReboot(site));
        operations.put("OP_INSTANCE_REINSTALL", new InstanceReinstall(site));
        operations.put("OP_INSTANCE_SET_PARAMS", new InstanceSetParams(site));
        operations.put("OP_INSTANCE_RENAME", new InstanceRename(site));
        operations.put("OP_INSTANCE_MIGRATE", Relocation.migration(site));
        operations.put("OP_INSTANCE_FAILOVER", Relocation.failover(site));
        operations.put("OP_INSTANCE_MOVE", new InstanceMove(site));
        operations.put("OP_INSTANCE_CONSOLE", new InstanceConsole(site));
        operations.put("OP_INSTANCE_QUERY_DATA", new InstanceQueryData(site));
        operations.put("OP_BACKUP_PREPARE", new BackupPrepare(site));
        operations.put("OP_BACKUP_EXPORT", new BackupExport(site, this::runInside));
        operations.put("OP_BACKUP_REMOVE", new BackupRemove(site));
    }

    private void addDisks(Site site) {
        operations.put("OP_INSTANCE_ACTIVATE_DISKS", new InstanceActivateDisks(site));
        operations.put("OP_INSTANCE_DEACTIVATE_DISKS", new InstanceDeactivateDisks(site));
        operations.put("OP_INSTANCE_GROW_DISK", new InstanceGrowDisk(site));
        operations.put("OP_INSTANCE_REPLACE_DISKS", new InstanceReplaceDisks(site));
        operations.put("OP_INSTANCE_RECREATE_DISKS", new InstanceRecreateDisks(site));
    }

    private void addNodes(Site site) {
        operations.put("OP_NODE_SET_PARAMS", new NodeSetParams(site));
        operations.put("OP_NODE_EVACUATE", new NodeEvacuate(site));
        operations.put("OP_NODE_MIGRATE", new NodeMigrate(site));
        operations.put("OP_NODE_POWERCYCLE", new NodePowercycle(site));
        operations.put("OP_NODE_QUERY_STORAGE", new NodeQueryStorage(site));
        operations.put("OP_NODE_MODIFY_STORAGE", new NodeModifyStorage(site));
        operations.put("OP_REPAIR_NODE_STORAGE", new RepairNodeStorage(site));
        operations.put("OP_GROUP_ADD", new GroupAdd(site));
        operations.put("OP_GROUP_REMOVE", new GroupRemove(site));
        operations.put("OP_GROUP_SET_PARAMS", new GroupSetParams(site));
        operations.put("OP_GROUP_RENAME", new GroupRename(site));
        operations.put("OP_GROUP_ASSIGN_NODES", new GroupAssignNodes(site));
    }

    private void addRest(Site site) {
        operations.put("OP_NETWORK_ADD", new NetworkAdd(site));
        operations.put("OP_NETWORK_REMOVE", new NetworkRemove(site));
        operations.put("OP_NETWORK_SET_PARAMS", new NetworkSetParams(site));
        operations.put("OP_NETWORK_RENAME", new NetworkRename(site));
        operations.put("OP_NETWORK_CONNECT", new NetworkConnect(site));
        operations.put("OP_NETWORK_DISCONNECT", new NetworkDisconnect(site));
        operations.put("OP_TAGS_SET", new TagsSet(site));
        operations.put("OP_TAGS_DEL", new TagsDel(site));
        operations.put("OP_CLUSTER_SET_PARAMS", new ClusterSetParams(site));
        operations.put("OP_CLUSTER_POST_INIT", new ClusterPostInit());
        operations.put("OP_CLUSTER_REDIST_CONF", new ClusterRedistConf(site));
        operations.put("OP_OS_DIAGNOSE", new OsDiagnose(site));
        operations.put("OP_TEST_DELAY", new TestDelay(site));
    }

    /** Whether this cluster can carry out opcodes of that kind. */
    public boolean knows(String id) {
        return operations.containsKey(id);
    }

    private Operation operation(Opcode opcode) {
        Operation operation = operations.get(opcode.id());
        if (operation == null) {
            throw Refusal.unsupported("the operation " + opcode.id());
        }
        return operation;
    }

    private Args args(Opcode opcode) {
        OpcodeDefinition definition = definitions.get(opcode.id());
        if (definition == null) {
            throw Refusal.unsupported("the operation " + opcode.id() + " in this version");
        }
        return new Args(opcode, definition);
    }

    @Override
    public Set<LockRequest> locks(Opcode opcode) {
        Operation operation = operation(opcode);
        try (Task task = new Task(args(opcode), null, reservations)) {
            return operation.prepare(task);
        }
    }

    @Override
    public Object run(Opcode opcode, Running job) throws InterruptedException {
        Operation operation = operation(opcode);
        try (Task task = new Task(args(opcode), job, reservations)) {
            return run(operation, task);
        }
    }

    /** Carries an opcode out as a part of another one, which has the locks for it. */
    private void runInside(Opcode opcode, Running job) throws InterruptedException {
        Operation operation = operation(opcode);
        try (Task task = new Task(args(opcode), job, reservations)) {
            operation.prepare(task);
            operation.check(task).carryOut();
        }
    }

    private static Object run(Operation operation, Task task) throws InterruptedException {
        Operation.Work work;
        try {
            operation.prepare(task);
            work = operation.check(task);
        } finally {
            task.amend();
        }
        if (task.args().flag("dry_run")) {
            task.info("dry-run mode requested, not actually executing the operation");
            return work.dryRun();
        }
        return work.carryOut();
    }
}
