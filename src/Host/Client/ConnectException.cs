namespace Pure.WebSockets.Host;

/// <summary>
/// Reports that a step of a connection attempt failed. .NET's HTTP client runs some of the steps in a callback, which can report a failure
/// only by throwing an exception. The library catches this exception, so applications never receive it.
/// </summary>
internal sealed class ConnectException(ConnectFailure failure) : Exception(failure.Message)
{
    public ConnectFailure Failure => failure;
}
