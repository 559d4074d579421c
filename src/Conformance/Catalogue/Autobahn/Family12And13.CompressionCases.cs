using System.Globalization;
using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of families 12 and 13, in which the messages are compressed with permessage-deflate (RFC 7692). The cases differ in the
/// payloads and in the parameters of the extension.
/// </summary>
internal static class CompressionCases
{
    private const string Plain = "client_no_context_takeover client_max_window_bits";

    private static readonly PayloadSource[] Bodies =
    [
        PayloadSource.Json,
        PayloadSource.Picture,
        PayloadSource.Prose,
        PayloadSource.Html,
        PayloadSource.Document,
    ];

    private static readonly (int Length, int Fragment, double Limit)[] Shapes =
    [
        (16, 0, 60),
        (64, 0, 60),
        (256, 0, 120),
        (1024, 0, 240),
        (4096, 0, 480),
        (8192, 0, 480),
        (16384, 0, 480),
        (32768, 0, 480),
        (65536, 0, 480),
        (131072, 0, 480),
        (8192, 256, 480),
        (16384, 256, 480),
        (32768, 256, 480),
        (65536, 256, 480),
        (131072, 256, 480),
        (131072, 1024, 480),
        (131072, 4096, 480),
        (131072, 32768, 480),
    ];

    private static readonly (string Asked, AcceptPolicy Policy)[] Parameters =
    [
        ("", AcceptPolicy.Any),
        ("server_no_context_takeover", new AcceptPolicy(ClientNoContextTakeover: true, Option<int>.None)),
        ("server_max_window_bits=9", new AcceptPolicy(ClientNoContextTakeover: false, 9)),
        ("server_max_window_bits=15", new AcceptPolicy(ClientNoContextTakeover: false, 15)),
        ("server_no_context_takeover server_max_window_bits=9", new AcceptPolicy(ClientNoContextTakeover: true, 9)),
        ("server_no_context_takeover server_max_window_bits=15", new AcceptPolicy(ClientNoContextTakeover: true, 15)),
    ];

    /// <summary>Returns the cases of family 12.</summary>
    /// <param name="messages">The number of messages in each case.</param>
    public static IEnumerable<Case> PayloadCases(int messages) =>
        Bodies.SelectMany((body, at) => Group($"12.{at + 1}", body, messages, Offering(0)));

    /// <summary>Returns the cases of family 13.</summary>
    /// <param name="messages">The number of messages in each case.</param>
    public static IEnumerable<Case> ParameterCases(int messages) =>
        Parameters
            .SelectMany((_, at) => Group($"13.{at + 1}", PayloadSource.Json, messages, Offering(at)))
            .Concat(Group("13.7", PayloadSource.Json, messages, Offering(4, 1, 0)));

    private static IEnumerable<Case> Group(string group, PayloadSource body, int messages, Compression compression) =>
        Shapes.Select(
            (shape, at) =>
                new Case
                {
                    Id = new CaseId($"{group}.{at + 1}"),
                    Description = Describe(body, shape.Length, shape.Fragment, messages, compression),
                    Expected = "Each comes back with the same kind and content, compressed or not.",
                    Rule = compression.Offers is [var offer] && offer.Parameters.Count() == 2 ? "RFC 7692 §6, §7.2" : "RFC 7692 §7.1, §7.2",
                    Script = Of(CloseAfter(shape.Limit)),
                    Expectation = new Expectation.CompressedExchange(body, shape.Length, messages, shape.Fragment),
                    Compression = compression,
                    IsHeavy = true,
                }
        );

    private static string Describe(PayloadSource body, int length, int fragment, int messages, Compression compression) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"As a client, offer {string.Join(", ", compression.Offers)}. As a server, accept what fits. Send {messages} "
                + $"{Name(body.Kind)} messages of {length} {(body.Kind == MessageKind.Text ? "code points" : "bytes")}, cut from "
                + $"{body} and compressed{(fragment > 0 ? $", in frames of {fragment} bytes" : "")}, each after the echo of the one before."
        );

    private static Compression Offering(params int[] preferred) => new(
        Seq.create(Array.ConvertAll(preferred, at => Offer($"{Plain} {Parameters[at].Asked}"))),
        Seq.create(Array.ConvertAll(preferred, at => Parameters[at].Policy)));

    private static ExtensionOffer Offer(string parameters) =>
        new(
            AgreedDeflate.Extension,
            Seq.create(
                Array.ConvertAll(
                    parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                    parameter =>
                        parameter.Split('=') is [var name, var value]
                            ? new ExtensionParameter(name, value)
                            : new ExtensionParameter(parameter, Option<string>.None)
                )
            )
        );
}
