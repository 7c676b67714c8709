package org.gatehouse.opcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpcodeTest {
    private final Opcode opcode = Opcode.named("OP_INSTANCE_REINSTALL")
            .with("instance_name", "web1")
            .with("osparams_secret", Map.of("root", "hunter2"));

    @Test
    void printsNamesAndNoValues() {
        assertEquals("OP_INSTANCE_REINSTALL[instance_name, osparams_secret]", opcode.toString());
    }

    @Test
    void keepsTheOrderAndReplacesInPlace() {
        Opcode changed = opcode.with("instance_name", "web2").withAll(Map.of("os_type", "debian"));
        assertEquals(
                List.of("instance_name", "osparams_secret", "os_type"),
                List.copyOf(changed.parameters().keySet()));
        assertEquals("web2", changed.parameters().get("instance_name"));
        assertEquals("web1", opcode.parameters().get("instance_name"));
    }

    @Test
    void letsNobodyChangeIt() {
        assertThrows(
                UnsupportedOperationException.class, () -> opcode.parameters().clear());
    }
}
