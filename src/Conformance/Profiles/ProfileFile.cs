namespace Pure.WebSockets.Conformance;

/// <summary>Parses profile files. The file docs/profiles.md describes the format.</summary>
internal static class ProfileFile
{
    private const string What = "a profile";
    private const int LargestRequest = 64 * 1024 * 1024;

    /// <summary>The keys of a profile.</summary>
    public static string[] Keys { get; } =
        ["$schema", "name", "about", "handshake", "prelude", "request", "answer", "ignore", "largestRequest"];

    /// <summary>Parses a profile. If the file is invalid, returns all problems in the file.</summary>
    public static Either<Seq<SpecProblem>, PeerProfile> Read(ReadOnlySpan<byte> file) =>
        SpecValue.Parse(file).MapLeft(problem => Seq.create(problem)).Bind(Read);

    private static Either<Seq<SpecProblem>, PeerProfile> Read(SpecValue root)
    {
        var reading = new CaseReading();
        var fields = reading.Open(root, What, Keys);
        var name = root is SpecValue.Object ? reading.Required(fields, "name", What, "JSON-RPC") : "";
        fields.Text("about");
        var handshake = fields.Find("handshake").Map(value => ProfileHandshakeForm.Read(reading, value)).IfNone(ProfileHandshake.Usual);
        var prelude = fields
            .Find("prelude")
            .Map(list => reading.Items(list, "\"prelude\"", item => PreludeStepOf(reading, item)))
            .IfNone(Seq<PreludeStep>.Empty);
        var request = Message(reading, fields, "request");
        var answer = Message(reading, fields, "answer");
        var ignored = fields
            .Find("ignore")
            .Map(list => reading.Items(list, "\"ignore\"", item => PatternForm.Read(reading, item, isSent: false)))
            .IfNone(Seq<MessagePattern>.Empty);
        foreach (var (key, other) in new[] { ("request", "answer"), ("answer", "request") })
        {
            if (fields.Has(key) && !fields.Has(other))
                fields.Problem(key, $"\"{key}\" requires \"{other}\", because both must contain the content of a case");
        }

        if (!fields.Has("request"))
        {
            foreach (var key in new[] { "prelude", "ignore", "largestRequest" })
                if (fields.Has(key)) fields.Problem(key, $"\"{key}\" needs \"request\" and \"answer\"");
        }

        var largest = fields.Between("largestRequest", 1, LargestRequest).IfNone(LargestRequest);
        var protocol =
            from asked in request
            from returned in answer
            select new ApplicationProtocol(prelude, asked, returned, ignored, largest);
        return reading.Count > 0 ? reading.Problems : PeerProfile.Create(name, protocol, handshake);
    }

    private static Option<MessagePattern> Message(CaseReading reading, SpecFields fields, string key)
    {
        var read = fields.Find(key).Bind(value => PatternForm.Read(reading, value, isSent: key == "request"));
        if (read.Exists(message => !message.HasContent))
            fields.Problem(
                key,
                $"\"{key}\" does not contain the content of a case: {{content}} in a text, or {{\"content\": true}} in bytes"
            );
        return read;
    }

    private static Option<PreludeStep> PreludeStepOf(CaseReading reading, SpecValue value) =>
        reading
            .Kind(value, "a step of the prelude", ["send", "expect"])
            .Bind(kind =>
                reading
                    .Open(value, "a step of the prelude", "send", "expect")
                    .Find(kind)
                    .Bind(message => PatternForm.Read(reading, message, isSent: kind == "send"))
                    .Map(message => new PreludeStep(message, kind == "send"))
            );
}
