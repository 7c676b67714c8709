package org.gatehouse.opcode;

/** One parameter of an opcode, as one release of Ganeti has it. */
public final class Parameter {
    private final String name;
    private final String typeText;
    private final ParameterType type;
    private final boolean required;
    private final Object defaultValue;

    Parameter(String name, String typeText, ParameterType type, boolean required, Object defaultValue) {
        this.name = name;
        this.typeText = typeText;
        this.type = type;
        this.required = required;
        this.defaultValue = defaultValue;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its type, in the notation that the head of the catalogue's file explains. */
    public String typeText() {
        return typeText;
    }

    /** Whether it has no default. */
    public boolean required() {
        return required;
    }

    /** What it is when left out: a value as JSON has them, immutable, {@code null} too; null for a required one. */
    public Object defaultValue() {
        return defaultValue;
    }

    /** Whether its values have parts that must never be shown or logged. */
    public boolean secret() {
        return type.secret();
    }

    /**
     * Whether {@code value} is one it takes; an integer serves as a float. Throws {@link OpcodeException} where Ganeti's
     * own check fails instead of answering.
     */
    boolean accepts(Object value) {
        return type.accepts(value) || (PythonValue.isInteger(value) && type.accepts(PythonValue.toFloat(value)));
    }

    @Override
    public String toString() {
        return name + ":" + typeText;
    }
}
