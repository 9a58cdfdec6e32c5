// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev An ERC-1271 account of two keys, which both have to sign. It answers contracts alone.
contract TwoOwners {
    address private immutable _first;
    address private immutable _second;

    constructor(address first, address second) {
        (_first, _second) = (first, second);
    }

    /// @param signature both signatures, r ‖ s ‖ v, one after the other
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        require(msg.sender.code.length > 0 && signature.length == 130);
        bool good = _signed(_first, hash, signature[:65]) && _signed(_second, hash, signature[65:]);
        return good ? this.isValidSignature.selector : bytes4(0);
    }

    function _signed(address owner, bytes32 hash, bytes calldata one) private pure returns (bool) {
        return ecrecover(hash, uint8(one[64]), bytes32(one[:32]), bytes32(one[32:64])) == owner;
    }
}
