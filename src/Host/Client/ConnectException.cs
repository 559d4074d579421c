namespace Pure.WebSockets.Host;

/// <summary>
/// The exception for a failed step of a connection attempt. .NET's HTTP client runs some of the steps in a callback, and a callback can
/// report a failure only by throwing an exception. The library catches this exception, so applications never receive it.
/// </summary>
internal sealed class ConnectException(ConnectFailure failure) : Exception(failure.Message)
{
    public ConnectFailure Failure => failure;
}
