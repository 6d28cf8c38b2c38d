namespace DigitalHub;

/// <summary>What kind of trouble an error is. Each member is named after the PowerShell error category it becomes.</summary>
public enum ErrorKind
{
    /// <summary>Nothing better is known.</summary>
    NotSpecified,

    /// <summary>A value breaks a rule of the module or of the backend.</summary>
    InvalidArgument,

    /// <summary>The thing asked for is not there.</summary>
    ObjectNotFound,

    /// <summary>The thing to be made is already there.</summary>
    ResourceExists,

    /// <summary>The thing is still in use.</summary>
    ResourceBusy,

    /// <summary>The backend can't be used now.</summary>
    ResourceUnavailable,

    /// <summary>The state of the thing forbids what was asked.</summary>
    InvalidOperation,

    /// <summary>Signing in failed.</summary>
    AuthenticationError,

    /// <summary>The user may not do this.</summary>
    PermissionDenied,

    /// <summary>No connection could be made.</summary>
    ConnectionError,

    /// <summary>A time limit passed.</summary>
    OperationTimeout,

    /// <summary>What was waited for ended otherwise.</summary>
    OperationStopped,

    /// <summary>An answer or a stored value makes no sense.</summary>
    InvalidResult,

    /// <summary>Stored data is damaged.</summary>
    InvalidData,

    /// <summary>A text can't be read as the format it should have.</summary>
    ParserError,

    /// <summary>Reading failed.</summary>
    ReadError,

    /// <summary>Writing failed.</summary>
    WriteError,

    /// <summary>A part of the module's installation is missing.</summary>
    NotInstalled,
}
