using System.Text;
using System.Text.Json;

namespace Pure.WebSockets.Bench;

/// <summary>
/// Creates the messages: different pages of catalogue entries, the same in each run. As in real data, field names and words repeat between
/// pages, and little else does. All text is ASCII, since validating other text is not part of this benchmark.
/// </summary>
internal static class JsonDocuments
{
    public const int Count = 64;

    private const int Seed = 7692;
    private const string GivenNames =
        "Ada Amira Bruno Carla Chen Dario Elena Emil Farah Greta Hugo Ines Ivo Jana Kofi Lena Luca Marta Mei Nadia Nils Olga Pablo "
            + "Priya Rosa Samir Sofia Tariq Vera Yusuf";
    private const string FamilyNames =
        "Almeida Bakker Costa Dubois Eriksen Fischer Garcia Haddad Ivanova Jensen Kowalski Larsen Moreau Novak Okafor Petrov Quist "
            + "Rossi Sato Tanaka Ulrich Vargas Weber Yilmaz Zhang";
    private const string Looks =
        "amber bright brushed copper curved dark folding glazed heavy ivory light linen matte narrow oak painted plain polished "
            + "quilted round rustic slim soft striped tall tinted walnut woven";
    private const string Things =
        "armchair basket bench blanket bookcase bottle bowl cabinet candle carafe clock cupboard curtain cushion desk drawer frame jug "
            + "kettle lamp lantern mirror mug plate rug shelf stool table teapot tray vase";
    private const string Kinds = "bathroom bedroom children dining garden hallway kitchen lighting office outdoor storage textiles";
    private const string Traits =
        "bestseller clearance exclusive fragile handmade imported limited organic recycled refurbished seasonal vintage";
    private const string Cities =
        "Antwerp Bilbao Cork Dresden Esbjerg Florence Ghent Hamburg Izmir Jaipur Krakow Lyon Malmo Nantes Osaka Porto Quito Riga "
            + "Seville Turin Utrecht Vienna Wroclaw";

    /// <summary>Creates this many documents of exactly this many bytes.</summary>
    public static ReadOnlyMemory<byte>[] OfSize(int bytes)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(1, Count).Select(page => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(Page(random, page, bytes)))];
    }

    private static string Page(Random random, int page, int bytes)
    {
        var head = $$"""{"page":{{page}},"of":{{Count}},"items":[""";
        const string Between = """],"note":""" + "\"";
        const string End = "\"}";
        var items = new StringBuilder(Item(random));
        var room = bytes - head.Length - Between.Length - End.Length;
        for (var item = Item(random); items.Length + 1 + item.Length <= room; item = Item(random)) items.Append(',').Append(item);
        return head + items + Between + Note(random, room - items.Length) + End;
    }

    private static string Item(Random random) =>
        JsonSerializer.Serialize(
            new
            {
                Id = random.Next(100_000, 10_000_000),
                Name = $"{One(random, Looks)} {One(random, Looks)} {One(random, Things)}",
                Price = random.Next(199, 99_999) / 100m,
                InStock = random.Next(4) > 0,
                Changed = DateTime.UnixEpoch.AddSeconds(random.Next(1_600_000_000, 1_760_000_000)),
                Seller = new
                {
                    Id = random.Next(1_000, 100_000),
                    Name = $"{One(random, GivenNames)} {One(random, FamilyNames)}",
                    City = One(random, Cities),
                },
                Tags = Enumerable
                    .Range(0, random.Next(1, 4))
                    .Select(_ => new
                    {
                        Kind = One(random, Kinds),
                        Traits = Enumerable.Range(0, random.Next(3)).Select(_ => One(random, Traits)),
                    }),
            },
            JsonSerializerOptions.Web
        );

    // Fills the page to the requested size.
    private static string Note(Random random, int length)
    {
        var words = new StringBuilder();
        while (words.Length < length) words.Append(One(random, Looks)).Append(' ').Append(One(random, Things)).Append(' ');
        return words.ToString(0, length);
    }

    private static string One(Random random, string words)
    {
        var all = words.Split(' ');
        return all[random.Next(all.Length)];
    }
}
