/// Assemblies that this program refers to and never uses.
module Further

/// Their names.
let names =
    [ "Microsoft.AspNetCore.Antiforgery"
      "Microsoft.AspNetCore.Authentication.Cookies"
      "Microsoft.AspNetCore.Authentication.OAuth"
      "Microsoft.AspNetCore.Authentication.BearerToken"
      "Microsoft.AspNetCore.Components"
      "Microsoft.AspNetCore.Components.Authorization"
      "Microsoft.AspNetCore.Components.Forms"
      "Microsoft.AspNetCore.Components.Web"
      "Microsoft.AspNetCore.Components.Server"
      "Microsoft.AspNetCore.CookiePolicy"
      "Microsoft.AspNetCore.Cors"
      "Microsoft.AspNetCore.Cryptography.KeyDerivation"
      "Microsoft.AspNetCore.DataProtection"
      "Microsoft.AspNetCore.DataProtection.Extensions"
      "Microsoft.AspNetCore.Diagnostics.HealthChecks"
      "Microsoft.AspNetCore.HttpLogging"
      "Microsoft.AspNetCore.HttpsPolicy"
      "Microsoft.AspNetCore.Identity"
      "Microsoft.Extensions.Identity.Core"
      "Microsoft.Extensions.Identity.Stores"
      "Microsoft.AspNetCore.Localization"
      "Microsoft.AspNetCore.Mvc.Core"
      "Microsoft.AspNetCore.Mvc.Abstractions"
      "Microsoft.AspNetCore.Mvc.ViewFeatures"
      "Microsoft.AspNetCore.Mvc.ApiExplorer"
      "Microsoft.AspNetCore.Mvc.Cors"
      "Microsoft.AspNetCore.Mvc.DataAnnotations"
      "Microsoft.AspNetCore.Mvc.Formatters.Xml"
      "Microsoft.AspNetCore.Mvc.Localization"
      "Microsoft.AspNetCore.Mvc.Razor"
      "Microsoft.AspNetCore.Mvc.RazorPages"
      "Microsoft.AspNetCore.Mvc.TagHelpers"
      "Microsoft.AspNetCore.OutputCaching"
      "Microsoft.AspNetCore.RateLimiting"
      "Microsoft.AspNetCore.Razor"
      "Microsoft.AspNetCore.RequestDecompression"
      "Microsoft.AspNetCore.ResponseCaching"
      "Microsoft.AspNetCore.ResponseCompression"
      "Microsoft.AspNetCore.Rewrite"
      "Microsoft.AspNetCore.Session"
      "Microsoft.AspNetCore.SignalR.Core"
      "Microsoft.AspNetCore.StaticFiles"
      "Microsoft.Extensions.Caching.Memory"
      "Microsoft.Extensions.Localization"
      "Microsoft.Extensions.WebEncoders"
      "Microsoft.Extensions.Diagnostics.HealthChecks"
      "System.Data.Common"
      "System.Xml.XDocument"
      "System.Net.Mail"
      "System.Net.Ping"
      "System.IO.Compression"
      "System.Linq.Parallel"
      "System.Security.Cryptography.Xml"
      "System.Formats.Tar"
      "System.Web.HttpUtility"
      "System.Transactions.Local"
      "System.IO.IsolatedStorage"
      "System.Net.HttpListener"
      "System.IO.Pipes" ]

/// What makes the compiler refer to them. Nobody calls it: a call would load them.
let neverCalled () =
    [ typeof<Microsoft.AspNetCore.Antiforgery.IAntiforgery>
      typeof<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>
      typeof<Microsoft.AspNetCore.Authentication.OAuth.OAuthOptions>
      typeof<Microsoft.AspNetCore.Authentication.BearerToken.BearerTokenOptions>
      typeof<Microsoft.AspNetCore.Components.ComponentBase>
      typeof<Microsoft.AspNetCore.Components.Authorization.AuthorizeView>
      typeof<Microsoft.AspNetCore.Components.Forms.EditContext>
      typeof<Microsoft.AspNetCore.Components.Web.MouseEventArgs>
      typeof<Microsoft.AspNetCore.Components.Server.CircuitOptions>
      typeof<Microsoft.AspNetCore.CookiePolicy.AppendCookieContext>
      typeof<Microsoft.AspNetCore.Cors.EnableCorsAttribute>
      typeof<Microsoft.AspNetCore.Cryptography.KeyDerivation.KeyDerivationPrf>
      typeof<Microsoft.AspNetCore.DataProtection.DataProtectionOptions>
      typeof<Microsoft.AspNetCore.DataProtection.ITimeLimitedDataProtector>
      typeof<Microsoft.AspNetCore.Diagnostics.HealthChecks.HealthCheckOptions>
      typeof<Microsoft.AspNetCore.HttpLogging.HttpLoggingOptions>
      typeof<Microsoft.AspNetCore.HttpsPolicy.HttpsRedirectionOptions>
      typeof<Microsoft.AspNetCore.Identity.IdentityCookiesBuilder>
      typeof<Microsoft.AspNetCore.Identity.IdentityResult>
      typeof<Microsoft.AspNetCore.Identity.IdentityUser>
      typeof<Microsoft.AspNetCore.Localization.RequestCulture>
      typeof<Microsoft.AspNetCore.Mvc.ControllerBase>
      typeof<Microsoft.AspNetCore.Mvc.ActionContext>
      typeof<Microsoft.AspNetCore.Mvc.Controller>
      typeof<Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescriptionGroup>
      typeof<Microsoft.AspNetCore.Mvc.Cors.CorsAuthorizationFilter>
      typeof<Microsoft.AspNetCore.Mvc.DataAnnotations.MvcDataAnnotationsLocalizationOptions>
      typeof<Microsoft.AspNetCore.Mvc.Formatters.XmlSerializerInputFormatter>
      typeof<Microsoft.AspNetCore.Mvc.Localization.HtmlLocalizer>
      typeof<Microsoft.AspNetCore.Mvc.Razor.RazorPage>
      typeof<Microsoft.AspNetCore.Mvc.RazorPages.PageModel>
      typeof<Microsoft.AspNetCore.Mvc.TagHelpers.AnchorTagHelper>
      typeof<Microsoft.AspNetCore.OutputCaching.OutputCacheOptions>
      typeof<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>
      typeof<Microsoft.AspNetCore.Razor.TagHelpers.TagHelper>
      typeof<Microsoft.AspNetCore.RequestDecompression.RequestDecompressionOptions>
      typeof<Microsoft.AspNetCore.ResponseCaching.ResponseCachingOptions>
      typeof<Microsoft.AspNetCore.ResponseCompression.ResponseCompressionOptions>
      typeof<Microsoft.AspNetCore.Rewrite.RewriteOptions>
      typeof<Microsoft.AspNetCore.Session.DistributedSession>
      typeof<Microsoft.AspNetCore.SignalR.Hub>
      typeof<Microsoft.AspNetCore.Builder.StaticFileOptions>
      typeof<Microsoft.Extensions.Caching.Memory.MemoryCache>
      typeof<Microsoft.Extensions.Localization.ResourceManagerStringLocalizer>
      typeof<Microsoft.Extensions.WebEncoders.WebEncoderOptions>
      typeof<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>
      typeof<System.Data.DataTable>
      typeof<System.Xml.Linq.XDocument>
      typeof<System.Net.Mail.MailMessage>
      typeof<System.Net.NetworkInformation.Ping>
      typeof<System.IO.Compression.ZipArchive>
      typeof<System.Linq.ParallelQuery>
      typeof<System.Security.Cryptography.Xml.SignedXml>
      typeof<System.Formats.Tar.TarReader>
      typeof<System.Web.HttpUtility>
      typeof<System.Transactions.Transaction>
      typeof<System.IO.IsolatedStorage.IsolatedStorageFile>
      typeof<System.Net.HttpListener>
      typeof<System.IO.Pipes.NamedPipeServerStream> ]
