namespace Pure.WebSockets.Conformance;

/// <summary>
/// Writes the flags of the closing handshake with the same names as in the JSON file. The descriptions of the flags are in the style
/// sheet, because the descriptions are the same on every page.
/// </summary>
internal static class ClosingFlags
{
    public static string Write(Observation seen) =>
        "<section id=closing><h2>How it closed</h2><table><tbody>\n"
        + Row("isServer", seen.Tester == Role.Server)
        + Row("closedByMe", seen.ClosedByMe)
        + Row("failedByMe", seen.FailedByMe)
        + Row("droppedByMe", seen.DroppedByMe)
        + Row("wasClean", seen.WasClean)
        + Row("wasNotCleanReason", seen.WasClean ? Option<string>.None : seen.NotCleanReason)
        + Row("wasServerConnectionDropTimeout", seen.TransportEndTimedOut)
        + Row("wasOpenHandshakeTimeout", seen.OpeningTimedOut)
        + Row("wasCloseHandshakeTimeout", seen.ClosingTimedOut)
        + Row("localCloseCode", seen.LocalCloseCode.Map(code => $"{code}"))
        + Row("localCloseReason", seen.LocalCloseReason)
        + Row("remoteCloseCode", seen.RemoteCloseCode.Map(code => $"{code}"))
        + Row("remoteCloseReason", seen.RemoteCloseReason)
        + "</table></section>\n";

    private static string Row(string name, bool value) => Row(name, value ? "yes" : "no", value ? " class=yes" : "");

    private static string Row(string name, Option<string> value) => Row(name, value.Map(Html.Isolate).IfNone("–"), "");

    private static string Row(string name, string shown, string attribute) => $"<tr><th>{name}<td{attribute}>{shown}\n";
}
