package org.gatehouse.luxi;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;

/** Turns what luxid says instead of a result into exceptions. */
final class LuxiErrors {
    /** The errors that Ganeti's programs pass to each other by name. */
    private static final Set<String> CLASSES = Set.of(
            "AddressPoolError",
            "BlockDeviceError",
            "CommandError",
            "ConfdClientError",
            "ConfdMagicError",
            "ConfigurationError",
            "ConfigVerifyError",
            "ConfigVersionMismatch",
            "DeviceCreationError",
            "FileStoragePathError",
            "GenericError",
            "HooksAbort",
            "HooksFailure",
            "HotplugError",
            "HypervisorError",
            "InotifyError",
            "IPAddressError",
            "JobCanceled",
            "JobFileCorrupted",
            "JobLost",
            "JobQueueDrainError",
            "JobQueueError",
            "JobQueueFull",
            "LockError",
            "LuxiError",
            "NoCtypesError",
            "OpCodeUnknown",
            "OpExecError",
            "OpPrereqError",
            "OpResultError",
            "OpRetryNotSupportedError",
            "ParameterError",
            "ParseError",
            "PidFileLockError",
            "ProgrammerError",
            "QueryFilterParseError",
            "RapiTestResult",
            "RemoteError",
            "ReservationError",
            "ResolverError",
            "ResultValidationError",
            "SignatureError",
            "SshUpdateError",
            "StorageError",
            "TagError",
            "TypeEnforcementError",
            "UdpDataSizeError",
            "UnitParseError",
            "X509CertError");

    private LuxiErrors() {}

    /** The exception for the result of an answer that is no success. */
    static ClusterException of(Object result) {
        if (result instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof String name
                && CLASSES.contains(name)
                && pair.get(1) instanceof List<?> arguments) {
            return ClusterException.refused(name, new ArrayList<>(arguments));
        }
        return new ClusterException(
                Reason.NOT_UNDERSTOOD, result instanceof String text ? text : LuxiJson.text(result));
    }

    /** The exception for an answer in another version of the protocol. */
    static ClusterException otherVersion(Object theirs) {
        return ClusterException.refused(
                "LuxiError",
                List.of("LUXI version mismatch: client " + LuxiRequest.VERSION + ", answer " + LuxiJson.text(theirs)));
    }

    static ClusterException broken(String what) {
        return new ClusterException(Reason.BROKEN_ANSWER, what);
    }

    static ClusterException broken(String what, Exception cause) {
        return new ClusterException(Reason.BROKEN_ANSWER, what, cause);
    }
}
