namespace Pure.WebSockets.Host;

/// <summary>Carries a failure out of the steps of connecting, some of which .NET calls. It never leaves the library.</summary>
internal sealed class ConnectException(ConnectFailure failure) : Exception(failure.Message)
{
    public ConnectFailure Failure => failure;
}
