namespace Pure.WebSockets.Host;

/// <summary>A failure on its way out of the steps of connecting, some of which the framework calls: nobody outside sees it.</summary>
internal sealed class ConnectException(ConnectFailure failure) : Exception(failure.Message)
{
    public ConnectFailure Failure => failure;
}
