namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The cases that real servers fail. docs/profiles.md describes them. If a later version of a server passes a case, the test fails. Then
/// remove the case here and there.
/// </summary>
internal static class ServerFindings
{
    public static string[] Mosquitto { get; } =
    [
        "2.10",
        "2.11",
        "7.1.4",
        "7.3.2",
        "7.5.1",
        "C.2.2",
        "C.2.3",
        "C.2.4",
        "C.3.3",
        "C.3.4",
        "C.3.5",
        "H.1.9",
        "H.1.11",
        "H.1.19",
        "H.2.11",
        "H.2.12",
        "H.2.13",
        "H.2.14",
        "H.2.15",
        "H.2.16",
        "H.2.17",
        "H.2.24",
        "H.2.25",
        "M.1.2",
        "M.1.4",
        "S.2.1",
        "S.2.2",
    ];

    public static string[] RabbitStomp { get; } = ["H.2.8", "H.2.11", "H.2.13", "H.2.14", "S.2.2", "X.3.4", "X.4.11"];

    public static string[] RabbitMqtt { get; } = ["H.1.14", "H.2.8", "H.2.11", "H.2.13", "H.2.14", "S.2.2", "X.3.4", "X.4.11"];

    public static string[] SignalROnKestrel { get; } = ["H.2.13", "H.2.14", "H.2.25", "M.1.4", "U.1.1"];

    public static string[] SignalROnOurs { get; } = ["H.2.13", "H.2.14"];
}
