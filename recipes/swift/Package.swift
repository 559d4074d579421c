// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "recipe",
    platforms: [.macOS(.v13)],
    dependencies: [
        .package(url: "https://github.com/vapor/vapor.git", from: "4.90.0"),
        .package(url: "https://github.com/vapor/websocket-kit.git", from: "2.14.0"),
    ],
    targets: [
        .executableTarget(name: "server", dependencies: [.product(name: "Vapor", package: "vapor")]),
        .executableTarget(name: "client", dependencies: [.product(name: "WebSocketKit", package: "websocket-kit")]),
    ]
)
