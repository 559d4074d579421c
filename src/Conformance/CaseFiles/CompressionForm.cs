using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads and writes the negotiation of permessage-deflate in case files. The value true stands for the offer and the policy that most cases
/// in family X use. Every server that supports the extension can accept this offer.
/// </summary>
internal static class CompressionForm
{
    private const string Field = "Sec-WebSocket-Extensions";

    private static readonly Compression Usual = new(
        Seq.create(
            new ExtensionOffer(AgreedDeflate.Extension, Seq.create(new ExtensionParameter("client_max_window_bits", Option<string>.None)))
        ),
        Seq.create(AcceptPolicy.Any)
    );

    public static Option<Compression> Read(CaseReading reading, SpecValue value)
    {
        if (value is SpecValue.Flag flag) return flag.Value ? Usual : Option<Compression>.None;
        if (value is not SpecValue.Object)
            return reading.Refuse<Compression>(value, $"\"compression\" must be true or an object with \"offers\", not {value}");
        var fields = reading.Open(value, "\"compression\"", "offers", "accepts");
        return new Compression(
            fields.Find("offers").Map(list => Offers(reading, list)).IfNone(Usual.Offers),
            fields
                .Find("accepts")
                .Map(list => reading.Items(list, "\"accepts\"", item => Option<AcceptPolicy>.Some(Policy(reading, item))))
                .IfNone(Usual.Policies)
        );
    }

    public static JsonNode Write(Compression compression)
    {
        if (compression == Usual) return true;
        var form = new JsonObject { ["offers"] = new JsonArray([.. compression.Offers.Map(offer => (JsonNode)offer.ToString())]) };
        if (compression.Policies != Usual.Policies) form["accepts"] = new JsonArray([.. compression.Policies.Map(Write)]);
        return form;
    }

    private static Seq<ExtensionOffer> Offers(CaseReading reading, SpecValue list) =>
        Seq.create<ExtensionOffer>([
            .. reading
                .Items(
                    list,
                    "\"offers\"",
                    item =>
                        item is SpecValue.Text text
                            ? ExtensionOffer
                                .Parse(Seq.create(new Header(Field, text.Value)))
                                .Match(
                                    Right: Prelude.Some,
                                    Left: error =>
                                        reading.Refuse<Seq<ExtensionOffer>>(
                                            item,
                                            $"\"{text.Value}\" is not an element of {Field}: {error.Seen} ({error.Rule})"
                                        )
                                )
                            : reading.Refuse<Seq<ExtensionOffer>>(item, $"an offer must be a text, not {item}")
                )
                .SelectMany(offers => offers),
        ]);

    private static AcceptPolicy Policy(CaseReading reading, SpecValue value)
    {
        var fields = reading.Open(value, "an item of \"accepts\"", "clientNoContextTakeover", "clientMaxWindowBits");
        return new AcceptPolicy(
            fields.Flag("clientNoContextTakeover").IfNone(noneValue: false),
            fields.Between("clientMaxWindowBits", 8, 15)
        );
    }

    private static JsonNode Write(AcceptPolicy policy)
    {
        var form = new JsonObject();
        if (policy.ClientNoContextTakeover) form["clientNoContextTakeover"] = true;
        policy.ClientMaxWindowBits.IfSome(bits => form["clientMaxWindowBits"] = bits);
        return form;
    }
}
