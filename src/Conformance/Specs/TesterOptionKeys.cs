namespace Pure.WebSockets.Conformance;

/// <summary>The keys of "options" in a spec file.</summary>
internal static class TesterOptionKeys
{
    private const int Rfc6455 = 13;

    private static readonly string[] Common =
    [
        "failByDrop",
        "openHandshakeTimeout",
        "closeHandshakeTimeout",
        "echoCloseCodeReason",
        "utf8validateIncoming",
        "applyMask",
        "maxFramePayloadSize",
        "maxMessagePayloadSize",
        "autoFragmentSize",
        "tcpNoDelay",
        "autoPingInterval",
        "autoPingTimeout",
        "autoPingSize",
        "allowHixie76",
    ];

    /// <summary>The keys for a tester in the client role.</summary>
    public static string[] OfClient { get; } =
    [.. Common, "serverConnectionDropTimeout", "maskClientFrames", "acceptMaskedServerFrames", "version"];

    /// <summary>The keys for a tester in the server role.</summary>
    public static string[] OfServer { get; } =
    [
        .. Common,
        "maskServerFrames",
        "requireMaskedClientFrames",
        "versions",
        "webStatus",
        "allowedOrigins",
        "maxConnections",
        "serveFlashSocketPolicy",
        "flashSocketPolicy",
    ];

    /// <summary>Reads the options. If an option is missing, it keeps its value from <paramref name="before"/>.</summary>
    public static TesterOptions Read(SpecFields fields, TesterOptions before)
    {
        CheckOldProtocols(fields);
        if (fields.Count("autoPingSize").Exists(size => size is < 1 or > 125))
            fields.Problem(
                "autoPingSize",
                "\"autoPingSize\" must be from 1 to 125, the maximum payload of a control frame (RFC 6455 §5.5)"
            );
        return before with
        {
            FailByDrop = fields.Flag("failByDrop").IfNone(before.FailByDrop),
            OpenHandshakeTimeout = Seconds("openHandshakeTimeout", before.OpenHandshakeTimeout),
            CloseHandshakeTimeout = Seconds("closeHandshakeTimeout", before.CloseHandshakeTimeout),
            ServerConnectionDropTimeout = Seconds("serverConnectionDropTimeout", before.ServerConnectionDropTimeout),
            EchoCloseCodeReason = fields.Flag("echoCloseCodeReason").IfNone(before.EchoCloseCodeReason),
            Utf8ValidateIncoming = fields.Flag("utf8validateIncoming").IfNone(before.Utf8ValidateIncoming),
            MaskClientFrames = fields.Flag("maskClientFrames").IfNone(before.MaskClientFrames),
            AcceptMaskedServerFrames = fields.Flag("acceptMaskedServerFrames").IfNone(before.AcceptMaskedServerFrames),
            MaskServerFrames = fields.Flag("maskServerFrames").IfNone(before.MaskServerFrames),
            RequireMaskedClientFrames = fields.Flag("requireMaskedClientFrames").IfNone(before.RequireMaskedClientFrames),
            ApplyMask = fields.Flag("applyMask").IfNone(before.ApplyMask),
            MaxFramePayloadSize = fields.Count("maxFramePayloadSize").Map(size => (long)size).IfNone(before.MaxFramePayloadSize),
            MaxMessagePayloadSize = fields.Count("maxMessagePayloadSize").Map(size => (long)size).IfNone(before.MaxMessagePayloadSize),
            AutoFragmentSize = fields.Count("autoFragmentSize").IfNone(before.AutoFragmentSize),
            TcpNoDelay = fields.Flag("tcpNoDelay").IfNone(before.TcpNoDelay),
            AutoPingInterval = Seconds("autoPingInterval", before.AutoPingInterval),
            AutoPingTimeout = Seconds("autoPingTimeout", before.AutoPingTimeout),
            AutoPingSize = fields.Count("autoPingSize").IfNone(before.AutoPingSize),
            WebStatus = fields.Flag("webStatus").IfNone(before.WebStatus),
            AllowedOrigins = fields
                .Texts("allowedOrigins")
                .Map(IEnumerable<string> (origins) => origins.Map(origin => origin.Value))
                .IfNone(before.AllowedOrigins),
            MaxConnections = fields.Count("maxConnections").IfNone(before.MaxConnections),
        };

        TimeSpan Seconds(string key, TimeSpan otherwise) => fields.Seconds(key).IfNone(otherwise);
    }

    /// <summary>
    /// Records a problem if the options request a protocol other than RFC 6455, or the policy file of Flash. These features are not
    /// supported. Option values that request neither feature are accepted.
    /// </summary>
    private static void CheckOldProtocols(SpecFields fields)
    {
        if (fields.Count("version").Exists(draft => draft is < Rfc6455 or > 18))
            fields.Problem(
                "version",
                "\"version\" must be a draft from 13 to 18, which use Sec-WebSocket-Version 13 as RFC 6455 does. No other is supported"
            );
        if (fields.Counts("versions").Exists(versions => !versions.Contains(Rfc6455)))
            fields.Problem("versions", "\"versions\" must contain 13: only the version of RFC 6455 is supported");
        if (fields.Flag("allowHixie76").IfNone(noneValue: false))
            fields.Problem("allowHixie76", "\"allowHixie76\": the protocol of draft-hixie-76 is not supported, only RFC 6455");
        if (fields.Flag("serveFlashSocketPolicy").IfNone(noneValue: false))
            fields.Problem("serveFlashSocketPolicy", "\"serveFlashSocketPolicy\": Flash is obsolete, and its policy file is not served");
        _ = fields.Text("flashSocketPolicy");
    }
}
