namespace Pure.WebSockets.Samples;

/// <summary>A client that reports readings of a sensor to a server. Both are states of the core, and no byte leaves the process.</summary>
public static class Conversation
{
    private const int Readings = 5;

    /// <summary>Runs the conversation over a line with a seed, and writes the transcript. The seed determines the transcript.</summary>
    public static void Run(int seed, TextWriter transcript)
    {
        // Real connections need keys from a cryptographic generator. Here the seed must determine everything.
        var random = new Random(seed);
        var clock = new Clock();
        var nonce = new byte[AcceptKey.NonceBytes];
        random.NextBytes(nonce);
        var options = ConnectionOptions.Default with
        {
            Compression = CompressionOptions.Default,
            OpeningHandshakeTimeout = TimeSpan.FromMinutes(1),
            ClosingHandshakeTimeout = TimeSpan.FromMinutes(1),
        };
        var opening = Connection
            .Client(new UpgradeOffer("sensor.example", "/readings"), nonce, options)
            .IfLeft(misuse => throw new InvalidOperationException(misuse.ToString()));

        End? client = null, server = null;
        var toServer = new Wire(clock, random, bytes => server!.Link.Arrive(bytes));
        var toClient = new Wire(clock, random, bytes => client!.Link.Arrive(bytes));
        server = new End("server", Connection.Server(options), clock, random, toClient, transcript, Answer);
        client = new End("client", opening, clock, random, toServer, transcript, effect => effect switch
        {
            Effect.Opened => Report(1),
            _ => [],
        });

        server.Apply(new Input.Start());
        client.Apply(new Input.Start());
        clock.Run();

        transcript.WriteLine();
        var bytes = toServer.Written + toClient.Written;
        var (lost, repeated) = (toServer.Lost + toClient.Lost, toServer.Repeated + toClient.Repeated);
        transcript.WriteLine($"{bytes} bytes were written to the line. It lost {lost} and repeated {repeated}.");
        transcript.WriteLine($"{client.Link.Repeats + server.Link.Repeats} packets were sent again.");

        // The first reading is sent at once, and each of the others twelve seconds later: twice, a keep-alive ping comes between.
        IEnumerable<Input> Report(int number)
        {
            Input next = number > Readings
                ? new Input.Close(new CloseStatus(CloseCode.NormalClosure, "all read"))
                : Input.Send.Text($"reading {number}: {random.Next(180, 220) / 10.0:0.0} °C");
            if (number <= Readings) clock.After(TimeSpan.FromSeconds(12), () => client!.ApplyAll(Report(number + 1)));
            return [next];
        }
    }

    private static IEnumerable<Input> Answer(Effect effect) => effect switch
    {
        Effect.UpgradeRequested => [new Input.Accept(Acceptance.Plain)],
        Effect.Message message => [Input.Send.Text($"noted: {message.Text}")],
        _ => [],
    };
}
