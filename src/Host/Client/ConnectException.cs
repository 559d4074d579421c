namespace Pure.WebSockets.Host;

/// <summary>Reports a failure of one of the steps of connecting, some of which are called by .NET. It never leaves the library.</summary>
internal sealed class ConnectException(ConnectFailure failure) : Exception(failure.Message)
{
    public ConnectFailure Failure => failure;
}
